target "a" {
  dockerfile-inline = <<EOT
FROM alpine
RUN true
EOT
}
target "b" {
  dockerfile = "x/${target.c.args.NAME}"
}
target "c" {
  args = { NAME = "Dockerfile.c" }
}
