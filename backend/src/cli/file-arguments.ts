import { access, constants } from 'node:fs/promises';
import { OperatorError } from '../common/operator-error.js';

/** @throws OperatorError */
export async function requireReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch(() => {
    throw new OperatorError(`Can’t read ${path}.`);
  });
}

/** @throws OperatorError if the file exists, so that no command overwrites one */
export async function requireNew(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new OperatorError(`${path} already exists. Choose another file.`);
}
