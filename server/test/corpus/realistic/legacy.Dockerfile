FROM ubuntu:14.04
MAINTAINER Ops Crew <ops@example.invalid>

# as files were written ten years ago
ENV DEBIAN_FRONTEND noninteractive
ENV APP_HOME /opt/legacy app
ENV RUBY_MAJOR 2.1
ENV PATH /opt/ruby-$RUBY_MAJOR/bin:$PATH
ENV GREETING "hello  world"

RUN echo "deb http://archive.example.invalid/ubuntu trusty main universe" > /etc/apt/sources.list
RUN apt-get update
RUN apt-get upgrade -y
RUN apt-get install -y wget curl \
	python-software-properties \
	supervisor
RUN wget http://example.invalid/ruby-2.1.tar.gz ; \
	tar xzf ruby-2.1.tar.gz ; \
	cd ruby-2.1 && ./configure && make && make install

ADD vendor.tar /opt/
ADD supervisord.conf /etc/supervisor/conf.d/
ADD . /opt/app
ADD start.sh /start.sh
RUN chmod 755 /start.sh
RUN ["/bin/sh", "-c", "bundle install"]

VOLUME ["/data", "/var/log"]
VOLUME /etc/app
EXPOSE 80
EXPOSE 22 443
WORKDIR /opt/app
WORKDIR config
RUN cp database.yml.example database.yml
WORKDIR ..
USER nobody
USER root
LABEL version 1.0 of the thing
LABEL "com.example.vendor"="ACME Incorporated"
ONBUILD ADD . /opt/app
ONBUILD RUN bundle install
ENTRYPOINT /start.sh
CMD supervisord -n
