// What a person sees and does in VS Code, over the page: files, commands, views, status bar, notifications, pictures.
// What is inside the text editor is editorView.ts.
import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { EditorView } from './editorView';
import { until } from './wait';

export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** 1 for roots. */
  readonly level: number;
  /** undefined: a row without children. */
  readonly expanded: boolean | undefined;
  readonly selected: boolean;
  /** What a screen reader says. */
  readonly spoken: string;
  /** Codicon name, or '' without one. */
  readonly icon: string;
}

export interface StatusItem {
  /** `publisher.extension.id` for extensions' items. */
  readonly id: string;
  readonly text: string;
  readonly spoken: string;
}

const QUICK_INPUT = '.quick-input-widget:visible';
const NON_BREAKING_SPACE = /\u00a0/g;

export class Workbench {
  readonly editor: EditorView;

  constructor(readonly page: Page) {
    this.editor = new EditorView(page);
  }

  /** Loads the page; waits for the theme, and for the explorer's rows: keys pressed before they are there are lost. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
    await this.page.locator('.monaco-workbench[class*="vscode-theme-"]').waitFor();
    await this.page.locator('.statusbar-item').first().waitFor();
  }

  // Quick input

  /** Presses a key until the quick input is there, and types into it. */
  private async ask(key: string, text: string): Promise<void> {
    const input = this.page.locator(`${QUICK_INPUT} input[type="text"]`);
    await until(`the quick input after ${key}`, async () => {
      await this.page.keyboard.press(key);
      return input.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    });
    await input.fill(text);
  }

  /** Labels of an open quick pick, as far as they are in its viewport. */
  async picks(): Promise<string[]> {
    const names = this.page.locator(`${QUICK_INPUT} .quick-input-list .monaco-list-row .label-name`);
    return (await names.allInnerTexts()).map((text) => text.replace(NON_BREAKING_SPACE, ' ').trim());
  }

  /** Chooses a row of an open quick pick by its exact label, and by a part of its description if given. */
  async pick(label: string, description = '', atMostMs?: number): Promise<void> {
    const rows = this.page.locator(`${QUICK_INPUT} .quick-input-list .monaco-list-row`);
    await until(
      `the row '${label}' of the quick pick`,
      async () => {
        for (const candidate of await rows.all()) {
          const name = (await candidate.locator('.label-name').first().innerText()).replace(NON_BREAKING_SPACE, ' ');
          if (name.trim() !== label || !(await candidate.innerText()).includes(description)) continue;
          // Rows that still arrive move the others: one that is gone when it is clicked is looked for again.
          await candidate.click({ timeout: 2_000 });
          return true;
        }
        return false;
      },
      atMostMs,
    );
  }

  async waitForPick(): Promise<void> {
    await this.page.locator(`${QUICK_INPUT} .quick-input-list .monaco-list-row`).first().waitFor();
  }

  /** Runs a command by its title in the palette, category included: `Layerlens: Show Log`. */
  async runCommand(title: string): Promise<void> {
    await this.ask('F1', `>${title}`);
    try {
      await this.pick(title, '', 5_000);
    } catch {
      // A task that ends takes the focus, and the palette closes: it is asked for once more.
      await this.ask('F1', `>${title}`);
      await this.pick(title);
    }
  }

  /** Opens a file of the workspace by its path relative to it, and waits until its text is painted. */
  async openFile(path: string): Promise<void> {
    const name = basename(path);
    const folder = dirname(path);
    await this.ask('ControlOrMeta+P', path);
    await this.pick(name, folder === '.' ? '' : folder);
    await this.editor.waitForText(path);
  }

  /** Opens a file of the topmost folder from the explorer: the list that `openFile` asks may be older than the file. */
  async openFromExplorer(name: string): Promise<void> {
    const rows = this.page.locator('.explorer-folders-view .monaco-list-row');
    await rows.filter({ has: this.page.getByText(name, { exact: true }) }).click();
    await this.editor.waitForText(name);
  }

  /** Saves the file in front, and waits until it is no longer marked as unsaved. */
  async save(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+S');
    await this.page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
  }

  // Views

  /** Opens a view container by its title in the activity bar. */
  async openSidebar(title: string): Promise<void> {
    const tab = this.page
      .locator('.part.activitybar [role="tab"]')
      .filter({ has: this.page.locator(`.action-label[aria-label^="${title}"]`) })
      .first();
    await until(`the sidebar ${title}`, async () => {
      if ((await tab.getAttribute('aria-selected')) === 'true') return true;
      await tab.click();
      return false;
    });
  }

  /** Leaves the width of the window to the text. */
  async closeSidebar(): Promise<void> {
    await this.runCommand('View: Toggle Primary Side Bar Visibility');
    await this.page.locator('.part.sidebar').waitFor({ state: 'hidden' });
  }

  /** One view, by the title in its header (hidden when it is the only one of its container). */
  private pane(view: string): Locator {
    const title = new RegExp(`^\\s*${view.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`, 'i');
    return this.page
      .locator('.part.sidebar .pane, .part.auxiliarybar .pane, .part.panel .pane')
      .filter({ has: this.page.locator('.pane-header .title').filter({ hasText: title }) })
      .first();
  }

  /** Rows of a tree view, from top to bottom, those outside its viewport too. Leaves it scrolled to its top. */
  async treeRows(view: string): Promise<TreeRow[]> {
    const found = new Map<number, TreeRow>();
    const list = await this.scrollTree(view, async (rows) => {
      for (const { index, ...row } of await rows.evaluateAll(readTreeRows)) found.set(index, row);
      return false;
    });
    await this.scrollToTop(list);
    return [...found.entries()].sort(([a], [b]) => a - b).map(([, row]) => row);
  }

  /** The first row with that label, scrolled into view. */
  async treeRow(view: string, label: string): Promise<Locator> {
    let match: Locator | undefined;
    await this.scrollTree(view, async (rows) => {
      const labels = (await rows.evaluateAll(readTreeRows)).map((row) => row.label);
      const index = labels.indexOf(label);
      if (index >= 0) match = rows.nth(index);
      return index >= 0;
    });
    if (match === undefined) throw new Error(`The view ${view} has no row '${label}'.`);
    return match;
  }

  /** Opens or closes a row of a tree. */
  async toggleTreeRow(view: string, label: string): Promise<void> {
    await (await this.treeRow(view, label)).locator('.monaco-tl-twistie').click();
  }

  async clickTreeRow(view: string, label: string): Promise<void> {
    await (await this.treeRow(view, label)).click();
  }

  /** Shows a tree page by page from its top, for a list holds only what is in its viewport; ends when `visit` says so. */
  private async scrollTree(view: string, visit: (rows: Locator) => Promise<boolean>): Promise<Locator> {
    const list = this.pane(view).locator('.monaco-list').first();
    await list.waitFor();
    await this.scrollToTop(list);
    while (!(await visit(list.locator('.monaco-list-row')))) {
      const { top, end, page } = await list.evaluate(readScroll);
      if (top >= end) break;
      await this.page.mouse.wheel(0, page / 2);
      await until('the list scrolls', async () => (await list.evaluate(readScroll)).top > top);
    }
    return list;
  }

  private async scrollToTop(list: Locator): Promise<void> {
    await list.hover({ position: { x: 40, y: 5 } });
    await until('the list is at its top', async () => {
      if ((await list.evaluate(readScroll)).top <= 0) return true;
      await this.page.mouse.wheel(0, -100_000);
      return false;
    });
  }

  /** Message of a view, or the text that it shows while empty; '' when it shows none. */
  async viewText(view: string): Promise<string> {
    const texts = await this.pane(view).locator('.message, .welcome-view-content').allInnerTexts();
    return texts.join('\n').trim();
  }

  /** Rows of the Problems view, which is opened for it and closed again, once one of them contains a text. */
  async problems(containing: string): Promise<string[]> {
    await this.page.keyboard.press('ControlOrMeta+Shift+M');
    const list = this.page.locator('.markers-panel .monaco-list-row');
    const rows = await until(`'${containing}' among the problems`, async () => {
      const texts = (await list.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
      return texts.some((text) => text.includes(containing)) && texts;
    });
    await this.page.keyboard.press('ControlOrMeta+J');
    await this.page.locator('.markers-panel').waitFor({ state: 'hidden' });
    return rows;
  }

  // Around

  async statusBar(): Promise<StatusItem[]> {
    return this.page.locator('.part.statusbar .statusbar-item:visible').evaluateAll((items) =>
      items.map((item) => ({
        id: item.id,
        text: item.textContent.replace(/\u00a0/g, ' ').trim(),
        spoken: item.getAttribute('aria-label') ?? item.querySelector('[aria-label]')?.getAttribute('aria-label') ?? '',
      })),
    );
  }

  /** Texts of the toasts that are on the screen now. */
  async notifications(): Promise<string[]> {
    const toasts = this.page.locator('.notifications-toasts .notification-list-item-message:visible');
    return (await toasts.allInnerTexts()).map((text) => text.trim());
  }

  /** Text of the modal dialog that is open; undefined without one. */
  async dialog(): Promise<string | undefined> {
    const box = this.page.locator('.monaco-dialog-box');
    return (await box.count()) > 0 ? (await box.first().innerText()).trim() : undefined;
  }

  async answerDialog(button: string): Promise<void> {
    const box = this.page.locator('.monaco-dialog-box');
    await box.getByRole('button', { name: button, exact: true }).click();
    await box.waitFor({ state: 'detached' });
  }

  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
    await this.page.waitForFunction(
      (wanted) => document.querySelector('.monaco-workbench')?.clientWidth === wanted,
      width,
    );
  }

  /** A PNG of the window, folders made on demand. The mouse is out of the way and fonts are there. */
  async screenshot(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await this.page.mouse.move(0, 0);
    // The tooltip of what was clicked last stays for a moment.
    await this.page.locator('.workbench-hover').first().waitFor({ state: 'hidden' });
    await this.page.evaluate(() => document.fonts.ready.then(() => undefined));
    await this.page.screenshot({ path });
  }
}

/** Runs in the page: how far a list is scrolled, how far it can be, and the height of its viewport, in pixels. */
function readScroll(list: Element): { top: number; end: number; page: number } {
  const box = list.getBoundingClientRect();
  const rows = list.querySelector('.monaco-list-rows')?.getBoundingClientRect() ?? box;
  const height = Number.parseFloat(list.querySelector<HTMLElement>('.monaco-list-rows')?.style.height ?? '0');
  return { top: Math.round(box.top - rows.top), end: Math.floor(height - box.height), page: box.height };
}

/** Runs in the page. */
function readTreeRows(rows: Element[]): (TreeRow & { index: number })[] {
  return rows.map((row) => {
    const expanded = row.getAttribute('aria-expanded');
    const icon = row.querySelector('.custom-view-tree-node-item-icon')?.className ?? '';
    return {
      index: Number(row.getAttribute('data-index')),
      label: (row.querySelector('.label-name')?.textContent ?? '').replace(/\u00a0/g, ' '),
      description: (row.querySelector('.label-description')?.textContent ?? '').replace(/\u00a0/g, ' '),
      level: Number(row.getAttribute('aria-level') ?? 1),
      expanded: expanded === null ? undefined : expanded === 'true',
      selected: row.classList.contains('selected'),
      spoken: row.getAttribute('aria-label') ?? '',
      icon: /codicon-([\w-]+)/.exec(icon)?.[1] ?? '',
    };
  });
}
