FROM alpine:3.20
ADD https://git.example.invalid/team/project.git#v1.0:docs /src/docs
ADD --keep-git-dir=true https://git.example.invalid/team/project.git /src/all
ADD git@git.example.invalid:team/private.git /src/private
