FROM alpine:3.20
ADD https://files.example.invalid/dist/tool-1.2.tar.gz /opt/
ADD --checksum=sha256:cf8ba357ad66394cf8c85bcbca7effa71aa762a46d72f72d69fc8873d0eaef3b https://files.example.invalid/pinned /opt/pinned
ADD --chmod=755 https://files.example.invalid/bin/tool https://files.example.invalid/bin/other /usr/local/bin/
