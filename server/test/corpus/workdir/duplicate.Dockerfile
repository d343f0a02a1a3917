FROM alpine:3.20
WORKDIR /app
COPY a.txt .
WORKDIR /app
WORKDIR /app
RUN echo x
WORKDIR /app/
