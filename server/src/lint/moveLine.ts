// Knows: moving a whole instruction to another place of its stage. Comments above it stay where they are.
import type { DockerfileModel, Instruction } from '../syntax/model';
import { removeInstruction } from './edits';
import type { Fix } from './rule';

/** In front of a later instruction, below the comments that belong to that. */
export function moveDown(model: DockerfileModel, moved: Instruction, before: Instruction): Fix[] {
  const at = model.text.lastIndexOf('\n', before.span.start - 1) + 1;
  return move(model, moved, at, `Move it down to line ${String(before.line + 1)}, in front of its first use`, false);
}

/** Behind a later instruction. */
export function moveBehind(model: DockerfileModel, moved: Instruction, after: Instruction): Fix[] {
  const end = model.text.indexOf('\n', after.span.end);
  return move(
    model,
    moved,
    end === -1 ? model.text.length : end + 1,
    `Move it behind the RUN in line ${String(after.line + 1)}`,
    end === -1,
  );
}

function move(model: DockerfileModel, moved: Instruction, at: number, title: string, atEnd: boolean): Fix[] {
  const { text } = model;
  // What has comments or heredocs inside is not moved: they would have to go along.
  if (moved.heredocs.length > 0) return [];
  if (model.comments.some(({ span }) => moved.span.start < span.start && span.end <= moved.span.end)) return [];
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const own = text.slice(text.lastIndexOf('\n', moved.span.start - 1) + 1, moved.span.end);
  const newText = atEnd ? lineEnd + own : own + lineEnd;
  return [
    { class: 'confirm', title, edits: [removeInstruction(model, moved), { span: { start: at, end: at }, newText }] },
  ];
}
