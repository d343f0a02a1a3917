// Knows: the edits that fixes are made of. Each answers undefined where the form does not allow it: no fix rather than
// a wrong one. Comments, indentation, continuation style and line ends stay.
export { appendCommand, prependCommand, removeElement } from './edits/commands';
export {
  insertFlag,
  insertInstructionAfter,
  insertInstructionBefore,
  moveInstruction,
  removeInstruction,
} from './edits/instructions';
export { dropItem, hasComment, isInComment } from './edits/items';
export { mergeRuns } from './edits/merge';
export { addLetter, canEdit, dropOption, insertAfter, removeWord, removeWords, replaceWord } from './edits/words';
