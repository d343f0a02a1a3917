variable "DIR" { default = "app" }
variable "STAMP" {
  default = timestamp()
}
target "app" {
  context    = "${DIR}"
  dockerfile = "Dockerfile"
}
target "other" {
  context = "builds/${STAMP}"
}
