// Knows: what a rule may know of the built image: its layers' arithmetic on the lines that made them, and files by name.
export type { ImageFact } from '../../layers/imageFact';
