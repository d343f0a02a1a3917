// Knows: a word of every command that deletes files, as shell/tools/ reads them: a text without any of these deletes none
// by name.

export const DELETING: readonly string[] = [
  ...['rm', 'unlink', 'shred', 'find', 'mv'],
  ...['clean', 'purge', 'prune', 'clear', 'locals'],
  // Their cleaning goes by letters, or by another word.
  ...['zypper', 'pacman', 'yay', 'paru', 'composer'],
];
