// Which answers are right? The bank as its authors wrote it, read from the same files as the program.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';

type Item = { stem: string; options?: string[]; answer: string | boolean; explanation: string };
type Question = Item & { purpose: 'official' | 'practice'; parts?: Item[] };

const FOLDER = join(import.meta.dirname, '../../question-bank/bank');

/** The words of the right options by the question's stem, as the exam room shows them. */
export type Knowledge = (stem: string) => string[];

export function knowledge(): Knowledge {
  const known = new Map<string, string[]>();
  for (const item of questions().flatMap((one) => one.parts ?? [one])) known.set(plain(item.stem), rightWords(item));
  return (stem) => {
    const words = known.get(plain(stem));
    if (!words) throw new Error(`the bank does not know: ${stem}`);
    return words;
  };
}

let read: Record<Question['purpose'], string[]> | undefined;

/** Why the keys are right, by purpose, in the words of the bank without spaces. */
export function explanations(): Record<Question['purpose'], string[]> {
  const of = (purpose: Question['purpose']) =>
    questions()
      .filter((one) => one.purpose === purpose)
      .flatMap((one) => one.parts ?? [one])
      .map((item) => plain(item.explanation));
  read ??= { official: of('official'), practice: of('practice') };
  return read;
}

function questions(): Question[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.toml'))
    .flatMap((file) => (parse(readFileSync(join(FOLDER, file), 'utf8')) as unknown as { question: Question[] }).question);
}

function rightWords(item: Item): string[] {
  if (typeof item.answer === 'boolean') return [item.answer ? '正确' : '错误'];
  return [...item.answer].map((letter) => plain(item.options?.[letter.charCodeAt(0) - 65] ?? ''));
}

/** Without the spaces and line breaks that only lay the text out. */
export function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, '');
}
