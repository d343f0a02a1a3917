FROM alpine:3.20
ENV GREETING="Grüße, 世界 🌍" CLÉ=valeur
LABEL größe="42 µm" emoji=🐳
ENV ESCAPED=\é\世
RUN echo "$GREETING"
