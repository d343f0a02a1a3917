// Knows: what this machine says about its container engines: environment, home folder, Docker's config files.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { createEngine } from '../engine/connect';
import type { Engine } from '../engine/engine';
import { nodePrograms } from './process';

/** @param host the setting layerlens.engine.host, empty when not set. Nothing is asked before the first `probe`. */
export const localEngine = (host: string, log: (line: string) => void): Engine =>
  createEngine({
    host,
    enabled: true,
    trusted: true,
    env: process.env,
    home: homedir(),
    os: process.platform,
    uid: process.getuid?.(),
    readText: async (path) => {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        log(`${path} is not read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
        return undefined;
      }
    },
    programs: nodePrograms(process.env),
    log,
  });
