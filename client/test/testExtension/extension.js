// Knows: nothing. VS Code runs tests only for an extension under development; the one under test is the installed VSIX.
'use strict';

exports.activate = () => undefined;
