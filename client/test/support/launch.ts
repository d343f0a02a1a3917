// Starts a served VS Code and a headless Chromium that looks at it. Knows processes; what is on the page is workbench.ts.
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, copyWorkspace, ensureChromium, serveVSCode } from '../../../scripts/rig/vscode.mjs';

/** VS Code's own themes, by what the documentation calls them. */
export const THEMES = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  contrastDark: 'Default High Contrast',
  contrastLight: 'Default High Contrast Light',
} as const;

export interface LaunchOptions {
  /** Copied before it is opened, because the editor writes into it; `inPlace` opens the folder itself. */
  readonly workspace: string;
  readonly inPlace?: boolean;
  readonly vsix?: string;
  /** Extensions that are already unpacked there; default: an empty folder. */
  readonly extensionsDir?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly theme?: keyof typeof THEMES;
  readonly size?: { readonly width: number; readonly height: number };
  /** Device pixels per CSS pixel; 2 makes sharp pictures for the README. */
  readonly scale?: number;
  /** Added to the environment of VS Code and its extensions, e.g. DOCKER_HOST. */
  readonly env?: NodeJS.ProcessEnv;
  readonly smokeTestDriver?: boolean;
  /** True: VS Code asks whether the folder is trusted. */
  readonly workspaceTrust?: boolean;
}

export interface Launched {
  readonly page: Page;
  readonly url: string;
  /** Host of `vscode-remote://` addresses. */
  readonly authority: string;
  /** The folder that is open: the copy, unless `inPlace`. */
  readonly workspace: string;
  /** What the page and its extension hosts wrote to the console, VS Code's own noise included. */
  readonly consoleLines: readonly string[];
  /** What the VS Code server printed. */
  readonly serverLog: () => string;
  readonly close: () => Promise<void>;
}

const STILL = { 'editor.cursorBlinking': 'solid', 'workbench.reduceMotion': 'on' };

/**
 * Starts both; the page is still empty. Everything it makes is below one temporary folder, which `close` removes.
 * @throws RigUnavailable when this machine has no VS Code or no browser.
 */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const executablePath = await ensureChromium();
  const scratch = await mkdtemp(join(tmpdir(), 'layerlens-editor-'));
  // A run that is interrupted leaves no folder behind either.
  const removeNow = (): void => {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', removeNow);
  const closers: (() => unknown)[] = [
    () => process.off('exit', removeNow),
    () => rm(scratch, { recursive: true, force: true, maxRetries: 5 }),
  ];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const workspace = options.inPlace
      ? options.workspace
      : copyWorkspace(options.workspace, join(scratch, basename(options.workspace)));
    const theme = options.theme === undefined ? {} : { 'workbench.colorTheme': THEMES[options.theme] };
    const served = await serveVSCode({
      workspace,
      userDataDir: join(scratch, 'user'),
      settings: { ...STILL, ...theme, ...options.settings },
      ...(options.vsix === undefined ? {} : { vsix: options.vsix }),
      ...(options.extensionsDir === undefined ? {} : { extensionsDir: options.extensionsDir }),
      ...(options.env === undefined ? {} : { env: options.env }),
      smokeTestDriver: options.smokeTestDriver ?? false,
      workspaceTrust: options.workspaceTrust ?? false,
    });
    closers.push(() => served.stop());
    // Playwright's own signal handlers would close the browser and let this process go on waiting.
    const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
    const browser: Browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS], ...signals });
    closers.push(() => browser.close());
    const page = await browser.newPage({
      viewport: options.size ?? { width: 1280, height: 800 },
      deviceScaleFactor: options.scale ?? 1,
      colorScheme: options.theme?.toLowerCase().includes('light') ? 'light' : 'dark',
    });
    const consoleLines: string[] = [];
    page.on('console', (message) => consoleLines.push(message.text()));
    page.on('pageerror', (error) => consoleLines.push(`page error: ${error.message}`));
    const { url, authority } = served;
    return { page, url, authority, workspace, consoleLines, serverLog: () => served.log(), close };
  } catch (error) {
    await close();
    throw error;
  }
}
