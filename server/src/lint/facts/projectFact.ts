// Knows: what a rule may know of other files of the workspace that speak of this Dockerfile. The core reads none of them.

export interface ProjectFact {
  /** Stages that compose, bake, devcontainer, CI … build as their target. Lower case. */
  readonly targets: readonly string[];
  /** Named contexts that a build is given (`additional_contexts`, `--build-context`). */
  readonly namedContexts: readonly string[];
  /** Platforms that the project builds for. */
  readonly platforms: readonly string[];
}
