# escape=`
FROM alpine:3.20
SHELL ["powershell", "-NoProfile", "-Command", "$ErrorActionPreference = 'Stop';"]
ENTRYPOINT Start-Process `
    -FilePath C:\app\run.exe `
    -Wait
HEALTHCHECK CMD try { exit 0 } catch { exit 1 }
SHELL ["cmd", "/S", "/C"]
CMD echo %PATH%
ENV ODD=`
LABEL end=1
