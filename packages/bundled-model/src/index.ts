export { featuresOf, lexiconIndex, BLOCK_SCALE, type Lexicon } from './features.ts';
export {
  roundToThousandths,
  scores,
  softmax,
  vectorize,
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
