import type { Answer, Api } from './api.ts';
import { eventually } from './engines.ts';

const PATH = '/api/triage/models';

/** Trains a model, and waits for it even if the response is 202. */
export async function trainModel<Model extends { id: number }>(api: Api): Promise<Answer<Model>> {
  const answer = await api.call<Model>('POST', PATH);
  if (answer.status !== 202) return answer;
  const model = await eventually(
    'the training has ended',
    async () => {
      const { training, results } = (await api.get<{ training: boolean; results: Model[] }>(PATH)).body;
      return !training && results[0];
    },
    120,
  );
  return { ...answer, status: 201, body: model };
}
