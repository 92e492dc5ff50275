import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs } from '@zxcvbn-ts/language-common';
import { ValidateBy } from 'class-validator';

/** Placeholders that documentation and examples use for secrets. */
const PLACEHOLDER =
  /change[\W_]*(me|this|it)|replace[\W_]*(me|this|with)|your[\W_]*(own[\W_]*)?(secret|token|key|password)|^<.*>$/i;

/** About 2^33 guesses; 16 random hexadecimal digits take 2^64. */
const MIN_GUESSES_LOG10 = 10;
const ESTIMATED_LENGTH = 64;

let estimator: ZxcvbnFactory | undefined;

export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}

/** Whether the text is a placeholder or too repetitive. */
function isWeakSecret(text: string): boolean {
  estimator ??= new ZxcvbnFactory({ graphs: adjacencyGraphs });
  return (
    isPlaceholder(text) || estimator.check(text.slice(0, ESTIMATED_LENGTH)).guessesLog10 < MIN_GUESSES_LOG10
  );
}

/** For secrets in the settings: requires a random text that is not a placeholder. */
export function IsSecret(message: string): PropertyDecorator {
  return ValidateBy({
    name: 'isSecret',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && !isWeakSecret(value),
      defaultMessage: () => message,
    },
  });
}
