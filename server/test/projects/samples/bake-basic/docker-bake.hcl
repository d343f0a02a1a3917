variable "TAG" {
  default = "latest"
}
variable "REGISTRY" {}
group "default" {
  targets = ["web", "api"]
}
target "_common" {
  args = {
    GO_VERSION = "1.23"
    COMMIT     = null
  }
  platforms = ["linux/amd64"]
}
target "web" {
  inherits = ["_common"]
  tags     = ["shop/web:${TAG}", notequal("", REGISTRY) ? "${REGISTRY}/web" : "local/web"]
  target   = "web"
}
target "api" {
  inherits = ["_common"]
  context  = "./api"
  args = {
    GO_VERSION = "1.24"
  }
  contexts = {
    web  = "target:web"
    base = "docker-image://alpine"
    src  = "../src"
  }
  no-cache-filter = ["deps"]
  pull = true
}
