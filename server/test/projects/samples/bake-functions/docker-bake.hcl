# names
function "tag" {
  params = [name, extra]
  result = ["${lower(name)}:${join("-", concat(["v1"], split(",", extra)))}"]
}
variable "LIST" { default = ["a", "b"] }
DEFAULT = upper("x")
target "default" {
  tags = tag("WEB", "x,y")
  args = {
    UPPER  = DEFAULT
    FIRST  = LIST[0]
    COUNT  = length(LIST)
    FOR    = join(" ", [for i, s in LIST : "${i}=${s}" if s != "c"])
    COND   = 1 + 2 * 3 == 7 && !false ? "yes" : "no"
    FORMAT = format("%s-%02d", "n", 7)
    HASH   = sha256("x")
    LOOK   = lookup({ k = "v" }, "k", "d")
    OBJ    = { for k, v in { a = 1 } : k => v }["a"]
    SPLAT  = join(",", [{ n = "p" }, { n = "q" }][*].n)
    DEEP   = try(missing_name, "fallback")
    TEXT   = <<-EOT
      one
        two
    EOT
    ESC    = "$${x} \"q\" \u0041"
  }
}
