FROM alpine:3.20
COPY --exclude=*.md docs/ /docs/
COPY --exclude=*.md --exclude=drafts . /all/
ADD --exclude=**/*.txt --chown=1000:1000 docs /added/
