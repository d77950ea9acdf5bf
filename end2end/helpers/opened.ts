// What is written in a body, also inside what is packed in it?
import { execFileSync } from 'node:child_process';
import { inflateRawSync } from 'node:zlib';

/** The body itself as text, and the texts of a workbook's or an archive's files and of a document's pages. */
export function opened(body: Buffer): string {
  const texts = [body.toString('utf8')];
  if (body.subarray(0, 4).equals(LOCAL_HEADER)) texts.push(...unpacked(body));
  if (body.subarray(0, 5).toString('latin1') === '%PDF-') texts.push(printedText(body));
  return texts.join('\n');
}

const LOCAL_HEADER = Buffer.from('PK\x03\x04', 'latin1');
const DEFLATED = 8;

/** Each file of a zip archive (APPNOTE.TXT 4.3.7); what is not packed is read with the body. */
function unpacked(archive: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at >= 0; at = archive.indexOf(LOCAL_HEADER, at + 4)) {
    if (archive.length < at + 30 || archive.readUInt16LE(at + 8) !== DEFLATED) continue;
    const start = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
    try {
      // what follows the packed file is not its
      texts.push(inflateRawSync(archive.subarray(start)).toString('utf8'));
    } catch {
      // the mark of a file by chance, inside another one
    }
  }
  return texts;
}

/** A page's letters are numbers of its own font: a reader of documents knows which they are. */
function printedText(document: Buffer): string {
  try {
    return execFileSync('pdftotext', ['-enc', 'UTF-8', '-', '-'], { input: document, stdio: ['pipe', 'pipe', 'ignore'] }).toString('utf8');
  } catch {
    // a file that somebody uploaded and that only begins like a document
    return '';
  }
}
