/** The lines of a stream of any size, without their ends. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, longest = Infinity): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const rest = chunk.subarray(from, end);
      yield begun.length > 0 ? Buffer.concat([...begun, rest]) : rest;
      from = end + 1;
      begun = [];
      length = 0;
    }
    begun.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > longest) throw new LineTooLong();
  }
  if (length > 0) yield Buffer.concat(begun);
}

export class LineTooLong extends Error {}
