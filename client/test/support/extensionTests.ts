// Runs a test module inside the extension host of the served VS Code, and reads its verdict from the console.
import { launch, type LaunchOptions } from './launch';
import { until } from './wait';

export interface ExtensionTestOptions extends LaunchOptions {
  /** Folder of the extension under development; for a VSIX, a test-only one that stands in. */
  readonly extensionDevelopmentPath: string;
  /** CommonJS module whose `run()` gets the real `vscode` API. */
  readonly testModule: string;
  /** Opened with the window, relative to the workspace. */
  readonly openFile?: string;
  readonly timeoutMilliseconds?: number;
  /** Sees the lines of the tests as they come: `ok - …`, `not ok - …`, `# …`. */
  readonly onLine?: (line: string) => void;
}

export interface ExtensionTestResult {
  readonly passed: readonly string[];
  readonly failed: readonly { readonly name: string; readonly detail: string }[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** 0 when `run()` resolved. */
  readonly exitCode: number;
  /** Everything that was logged, VS Code's own words included. */
  readonly lines: readonly string[];
}

const SKIP = /^ok - (.*) # SKIP (.*)$/;
const OK = /^ok - (.*)$/;
const NOT_OK = /^not ok - (.*)$/;
const IS_OURS = /^(ok|not ok|#) /;

/** Reads `ok - name`, `ok - name # SKIP reason` and `not ok - name` with its indented or following detail. */
function readResults(messages: readonly string[]): Omit<ExtensionTestResult, 'exitCode' | 'lines'> {
  const passed: string[] = [];
  const failed: { name: string; detail: string }[] = [];
  const skipped: { name: string; reason: string }[] = [];
  for (const message of messages) {
    const [line = '', ...detail] = message.split('\n');
    const skip = SKIP.exec(line);
    const notOk = NOT_OK.exec(line);
    if (skip) skipped.push({ name: skip[1] ?? '', reason: skip[2] ?? '' });
    else if (notOk) failed.push({ name: notOk[1] ?? '', detail: detail.join('\n') });
    else if (OK.test(line)) passed.push(OK.exec(line)?.[1] ?? '');
  }
  return { passed, failed, skipped };
}

/** What VS Code calls on the window of a test run: for every log entry, and when the extension host has ended. */
const LOG = 'codeAutomationLog';
const EXIT = 'codeAutomationExit';

/**
 * Serves VS Code, runs the module, stops VS Code.
 * @throws RigUnavailable where that cannot be; an Error when the module does not end in time.
 */
export async function runExtensionTests(options: ExtensionTestOptions): Promise<ExtensionTestResult> {
  const { page, url, authority, workspace, consoleLines, serverLog, close } = await launch({
    ...options,
    smokeTestDriver: true,
  });
  try {
    let exitCode: number | undefined;
    const lines: string[] = [];
    const errors: string[] = [];
    await page.exposeFunction(LOG, (severity: string, args: readonly unknown[]) => {
      const line = args.join(' ');
      lines.push(line);
      if (severity === 'error') errors.push(line);
      if (IS_OURS.test(line)) options.onLine?.(line);
    });
    await page.exposeFunction(EXIT, (code: number) => void (exitCode = code));
    const remote = (path: string): string => `vscode-remote://${authority}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(options.extensionDevelopmentPath)],
      ['extensionTestsPath', remote(options.testModule)],
      ...(options.openFile === undefined ? [] : [['openFile', remote(`${workspace}/${options.openFile}`)]]),
    ];
    await page.goto(`${url}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
    const milliseconds = options.timeoutMilliseconds ?? 120_000;
    await until('the test module ends', () => exitCode !== undefined, milliseconds).catch((error: unknown) => {
      const tail = [...consoleLines.slice(-40), serverLog().slice(-2_000)].join('\n');
      throw new Error(`${error instanceof Error ? error.message : String(error)}\n${tail}`, { cause: error });
    });
    const results = readResults(lines);
    const isUnexplained = exitCode !== 0 && results.failed.length === 0;
    const failed = isUnexplained ? [{ name: 'the test module', detail: errors[0] ?? 'see the lines' }] : results.failed;
    return { ...results, failed, exitCode: exitCode ?? 1, lines };
  } finally {
    await close();
  }
}
