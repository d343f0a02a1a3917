target "web" {
  platforms = ["linux/arm64"]
  args = { B = "2" }
}
