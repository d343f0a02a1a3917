FROM alpine:3.20
CMD ["é世🌍", "\u00e9\u4e16\ud83c\udf0d", "<&>'`"]
CMD ["tab\there", "nl\nhere", "cr\rhere", "bs\b ff\f", "slash\/ back\\slash", "\"quote\""]
CMD ["\u0001\u0007\u000b\u001b\u007f", "\u0080\u0085\u00a0\u00ad", "\u200b\u2028\u2029\ufeff", "\ud800 lone", "\ufffd", "e\u0301"]
ENTRYPOINT ["%s", "%", "a%20b", "$HOME", "${X:-y}"]
CMD echo	tab "é" \u00e9 \x41 '\n'
