#!/bin/sh
# Answers every request with one line.
while true; do
  printf 'HTTP/1.0 200 OK\r\n\r\nhello\n' | nc -l -p 8080
done
