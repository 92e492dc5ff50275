/** Splits a stream of any size into lines, without their line breaks. */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  maxLength = Infinity,
): AsyncGenerator<Buffer> {
  let partial: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const rest = chunk.subarray(from, end);
      yield partial.length > 0 ? Buffer.concat([...partial, rest]) : rest;
      from = end + 1;
      partial = [];
      length = 0;
    }
    partial.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > maxLength) throw new LineTooLong();
  }
  if (length > 0) yield Buffer.concat(partial);
}

export class LineTooLong extends Error {}
