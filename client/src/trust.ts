// Knows: that a folder can become trusted while it is open, and that the server must hear of it.
import { workspace } from 'vscode';
import type { Feature } from './feature';

export const trust: Feature = {
  register: ({ server }) =>
    workspace.onDidGrantWorkspaceTrust(() => server.tell('layerlens/setTrusted', { trusted: true })),
};
