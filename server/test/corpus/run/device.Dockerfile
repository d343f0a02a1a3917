FROM alpine:3.20
RUN --device=vendor.example/gpu=all,required=false echo device
