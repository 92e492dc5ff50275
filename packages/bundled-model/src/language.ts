/** Grammatical words of English and of other languages in Latin script, without common words of both. */
const ENGLISH = new Set(
  (
    'the and is are not can cannot have has had been was were it this that with from for of to on my your our we they ' +
    'you i me please what when where why how which who there would could should will do does did be by at but if or so ' +
    'since after before because any some still only just'
  ).split(' '),
);
const FOREIGN = new Set(
  (
    'der das und ist nicht ich wir sie mein meine meinen mit auf für ein eine einen kann bitte seit wird von zu ' +
    'le la les des est je ne pas nous vous mon une dans pour et que avec sur votre notre mais ' +
    'el los las es puedo mi una por con muy pero desde mis su del esta gracias necesito ' +
    'il di che non per sono mio ho della grazie questo ' +
    'het een niet ik van mijn wij heb voor naar geen maar ' +
    'o os um uma não meu minha com para está eu ' +
    'jeg ikke og er på det jag inte och är att ett min ' +
    'nie jest się na do mam proszę moje ' +
    'bir ve için değil ben lütfen çok'
  ).split(' '),
);
const MIN_WORDS = 3;

/**
 * Whether a text is in a language that the model was not trained on, by its grammatical words and the share of words
 * that the model knows. Terse English has few grammatical words, but known ones.
 */
export function isForeign(words: readonly string[], isKnown: (word: string) => boolean): boolean {
  if (words.length < MIN_WORDS) return false;
  let english = 0;
  let foreign = 0;
  let known = 0;
  for (const word of words) {
    if (ENGLISH.has(word)) english++;
    else if (FOREIGN.has(word)) foreign++;
    if (isKnown(word)) known++;
  }
  if (english < foreign && foreign >= 0.15 * words.length) return true;
  return english < 0.1 * words.length && known < 0.34 * words.length;
}
