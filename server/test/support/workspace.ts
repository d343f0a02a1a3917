// Knows: a folder of a test's own, with a Dockerfile and what lies beside it; gone when the test is.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export class TestWorkspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'll-workspace-'));

  /** Writes a file and answers its URI. */
  write(name: string, content: string | Uint8Array): string {
    writeFileSync(join(this.folder, name), content);
    return this.uri(name);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  uri(name: string): string {
    return pathToFileURL(this.path(name)).href;
  }

  /** The saved image of test-workspace/sample. */
  putSampleImage(name: string): string {
    copyFileSync(join(process.cwd(), 'test-workspace/sample/sample-image.tar.gz'), this.path(name));
    return this.path(name);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
