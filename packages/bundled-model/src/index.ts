export {
  BLOCK_SCALE,
  FeatureExtractor,
  FUNCTION_WORDS,
  isComparedTerm,
  type Lexicon,
  type Vocabulary,
} from './features.ts';
export { type Glossary } from './glossary.ts';
export {
  type Language,
  languageFeatures,
  LANGUAGES,
  LATIN_LANGUAGES,
  type LanguageWeights,
} from './languages.ts';
export { TicketReader } from './ticket-reader.ts';
export {
  roundToThousandths,
  scores,
  softmax,
  vectorize,
  type Calibration,
  type FeatureVector,
  type LinearHead,
  type LinearModelFile,
} from './linear-model.ts';
export { bundledModel, LocalModel, MODEL_PATH } from './local-model.ts';
export type { Explanation, ModelAnswer, TicketText } from './model-answer.ts';
export {
  adaptModel,
  learnFromDecisions,
  type Adaptation,
  type AdaptOptions,
  type Candidate,
  type DecidedTicket,
  type HeadReport,
} from './training/adapt.ts';
export { fit } from './training/logistic-regression.ts';
export { fitTemperature } from './training/temperature.ts';
