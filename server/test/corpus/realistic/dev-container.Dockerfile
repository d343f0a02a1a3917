FROM debian:12 AS dev
ARG USERNAME=app
ARG USER_UID=1000
ARG USER_GID=$USER_UID
ARG INSTALL_ZSH="true"
ARG NODE_MAJOR=22 PYTHON_MINOR=12
ARG TIMEZONE
ENV TZ=${TIMEZONE:-UTC} SHELL=/bin/zsh EDITOR=vim
ENV LC_ALL=C.UTF-8
LABEL dev.containers.features="common" \
      devcontainer.metadata='[{"remoteUser":"app","customizations":{"vscode":{"extensions":[]}}}]'
RUN apt-get update && export DEBIAN_FRONTEND=noninteractive \
    && apt-get -y install --no-install-recommends \
       git less man-db procps vim zsh \
    && apt-get clean -y
RUN <<-SETUP
	set -e
	if [ "$INSTALL_ZSH" = "true" ]; then
		chsh -s /bin/zsh $USERNAME
	fi
	echo "$TZ" > /etc/timezone
SETUP
RUN <<'SHELLRC' cat >> /etc/bash.bashrc
alias ll='ls -l'
export PS1="\u@\h:\w\$ "
SHELLRC
COPY --chmod=755 <<"motd" <<-"prompt.sh" /etc/profile.d/
Welcome to $USERNAME's container
motd
	export PROMPT='%n %~ $ '
	prompt.sh
USER $USERNAME
WORKDIR /workspaces
RUN --mount=type=cache,target=/home/app/.cache,uid=$USER_UID,gid=$USER_GID \
    --mount=type=tmpfs,target=/tmp \
    --mount=type=bind,source=.devcontainer/tools.txt,target=/tools.txt \
    xargs -n1 install-tool < /tools.txt
RUN echo "node $NODE_MAJOR, python 3.$PYTHON_MINOR"
USER root
COPY .devcontainer/ /usr/local/share/devcontainer/
COPY ["dot files/git.conf", "dot files/zsh.rc", "/etc/skel/"]
EXPOSE 3000 5173 $DEBUG_PORT 9229
VOLUME ["/commandhistory", "/home/app/.vscode-server/extensions"]
USER $USERNAME
ENTRYPOINT ["/bin/sh", "-c", "trap 'exit 0' TERM; sleep infinity & wait"]
CMD []
