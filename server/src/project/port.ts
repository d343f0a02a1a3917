// Knows: what the resolver asks of the machine: files of the workspace and the environment, as the host gives them.

export interface ProjectFiles {
  /** Absolute slash path of the workspace folder; other paths are relative to it, or absolute when they lie outside. */
  readonly root: string;
  /**
   * Files that may say how an image is built, and Dockerfiles; bounded; without dependencies, build output and `.git`.
   * A lone Dockerfile without a workspace has none.
   */
  list(): Promise<readonly string[]>;
  /** Undefined when it cannot be read or is too large. */
  read(path: string): Promise<string | undefined>;
  exists(path: string): Promise<boolean>;
  /** From a given map, not from the process. */
  env(name: string): string | undefined;
  /** The JSON of `docker buildx bake --print`, where it may be asked and as far as it is known by now; no target: the default. */
  readonly printBake?: (files: readonly string[], targets: readonly string[]) => Promise<string | undefined>;
}

/** Files that may say how an image is built. The host lists by it; what else is named by them is read when needed. */
export function isCandidate(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    isDockerfileName(name) ||
    COMPOSE.test(name) ||
    isBakeName(name) ||
    /(?:^|\/)\.?devcontainer\.json$/.test(path) ||
    /(?:^|\/)\.vscode\/tasks\.json$/.test(path) ||
    /^(?:GNUmakefile|[Mm]akefile|Makefile\..+|.+\.mk)$/.test(name) ||
    name === 'package.json' ||
    /(?:^|\/)\.(?:github|gitea|forgejo)\/(?:workflows|actions)\/.+\.ya?ml$/.test(path) ||
    /^(?:\.gitlab-ci.*|azure-pipelines.*|.+\.gitlab-ci)\.ya?ml$/.test(name) ||
    /(?:^|\/)\.(?:gitlab|circleci|azure-pipelines|woodpecker)\/.+\.ya?ml$/.test(path) ||
    /\.(?:sh|bash|zsh)$/.test(name) ||
    /^(?:justfile|Justfile|\.justfile)$/.test(name)
  );
}

export const COMPOSE = /^(?:docker-compose|podman-compose|compose)(?:[.\-_][\w.-]*)?\.ya?ml$/;

export const isBakeName = (name: string): boolean =>
  /^docker-bake[\w.-]*\.(?:hcl|json)$|\.bake\.(?:hcl|json)$|^bake\.(?:hcl|json)$/.test(name);

const DOCKERFILE = /^(?:(?:Dockerfile|Containerfile)(?:\..+)?|.+\.(?:Dockerfile|Containerfile))$/i;

/** By its name alone: `Dockerfile.dev`, `api.Dockerfile`, `Containerfile`; ignore files are none. */
export const isDockerfileName = (name: string): boolean =>
  DOCKERFILE.test(name) && !/\.(?:dockerignore|containerignore)$/i.test(name);
