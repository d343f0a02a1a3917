FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /workspace
COPY pom.xml .
COPY api/pom.xml api/
COPY core/pom.xml core/
RUN mvn -B -q dependency:go-offline
COPY api/src api/src
COPY core/src core/src
ARG SKIP_TESTS=false
RUN mvn -B package -DskipTests=${SKIP_TESTS}
RUN mkdir -p target/dependency && \
    (cd target/dependency; jar -xf ../*.jar)

FROM eclipse-temurin:21-jre AS jlink
WORKDIR /opt/runtime
RUN "$JAVA_HOME/bin/jlink" \
      --add-modules java.base,java.logging,java.naming,java.sql \
      --strip-debug \
      --no-man-pages \
      --no-header-files \
      --compress=2 \
      --output /opt/runtime/jre

FROM debian:12-slim
MAINTAINER Backend Team <backend@example.invalid>
ENV JAVA_HOME /opt/runtime
ENV PATH $JAVA_HOME/bin:$PATH
ENV JAVA_OPTS="-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError"
RUN groupadd -r spring && useradd -r -g spring spring
COPY --from=jlink /opt/runtime $JAVA_HOME

# layers from the rarely changed to the often changed
ARG DEPENDENCY=/workspace
COPY --from=build ${DEPENDENCY}/api/src /app/lib
COPY --from=build ${DEPENDENCY}/core/src /app/META-INF
COPY --from=build ${DEPENDENCY}/pom.xml /app/
WORKDIR /app
VOLUME /tmp /var/log/app
EXPOSE 8080 8081
USER 1001
ENTRYPOINT exec java $JAVA_OPTS -cp /app:/app/lib/* com.example.Main
CMD ["--spring.profiles.active=prod"]
