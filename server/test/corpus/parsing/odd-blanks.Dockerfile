FROMalpine:3.20
RUNecho form feed
COPYa.txt/a.txt
ENVA=1B=2
EXPOSE8081
CMD["x"]
