FROM alpine:3.20
SHELL ["/bin/sh", "-c"]
SHELL ["/bin/sh", "-o", "pipefail", "-c"]
ENTRYPOINT exec one
SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]
CMD Write-Host "hello"
SHELL ["cmd", "/S", "/C"]
CMD dir C:\Users
