From alpine:3.20 As build
Run echo Mixed
eNv A=1
wOrKdIr /App
CoPy a.txt .
Cmd ["Keep", "Case"]
