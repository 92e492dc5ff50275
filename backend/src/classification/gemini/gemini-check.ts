import 'reflect-metadata';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { InvalidSettings, readSettings, type Settings } from '../../config/settings.js';
import { GuardedModel, PATIENCE } from '../remote/guarded-model.js';
import { RemoteClassifier } from '../remote/remote-classifier.js';
import type { RemoteFailure } from '../remote/remote-failure.js';
import { NO_LEDGER } from '../usage/usage-ledger.js';
import { failureOf } from './gemini-answer.js';
import { GeminiModel } from './gemini-model.js';
import type { GeminiSettings } from './gemini.provider.js';

const KEYS_PAGE = 'https://aistudio.google.com/apikey';

const SAMPLE = {
  title: 'VPN down',
  description: 'My internet is down and I cannot access the VPN. Nobody else in the office has the problem.',
};

/**
 * One real call, told in plain words. It may say why more openly than the service does in its log, and yet never prints
 * the key nor what Google wrote around it.
 * @returns whether Gemini can triage with these settings
 */
export async function checkGemini(
  settings: GeminiSettings,
  print: (line: string) => void,
  deadlineMs = PATIENCE.deadlineMs,
): Promise<boolean> {
  if (!/^[\x21-\x7e]*$/.test(settings.GEMINI_API_KEY ?? '')) {
    print(
      'It does not work. GEMINI_API_KEY holds a character that no key has, such as a space or an ellipsis.',
    );
    print(`  What to do: copy the key again from ${KEYS_PAGE}.`);
    return false;
  }
  const where = settings.GEMINI_BASE_URL ? new URL(settings.GEMINI_BASE_URL).host : 'Google';
  if (settings.GEMINI_API_KEY)
    print(`Asking the model "${settings.GEMINI_MODEL}" at ${where} to triage a sample ticket …`);
  const limiter = new RateLimiterMemory({ points: 1, duration: 1 });
  const guarded = settings.GEMINI_API_KEY
    ? new GuardedModel(new GeminiModel(settings.GEMINI_API_KEY, settings), limiter, {
        deadlineMs,
        retries: 0,
      })
    : null;
  const gemini = new RemoteClassifier(
    { TRIAGE_PROVIDER: 'gemini', TRIAGE_REDACT_PERSONAL_DATA: true },
    guarded,
    NO_LEDGER,
  );
  const startedAt = performance.now();
  try {
    const answer = await gemini.classify(SAMPLE, new AbortController().signal);
    print(`It works. ${answer.model} answered in ${Math.round(performance.now() - startedAt)} ms.`);
    print(
      `  Suggestion: ${answer.category}, ${answer.priority}, ${Math.round(answer.confidence * 100)} % sure`,
    );
    print(`  Reason:     ${answer.rationale}`);
    print(`  Tokens:     ${answer.inputTokens ?? '?'} read, ${answer.outputTokens ?? '?'} written`);
    return true;
  } catch (error) {
    const failure = failureOf(error);
    const { fault, remedy } = explain(failure, settings);
    print(`It does not work. ${fault}`);
    print(`  What to do: ${remedy}`);
    print(`  In short:   ${failure.reason}: ${failure.message}`);
    return false;
  }
}

interface Explanation {
  fault: string;
  remedy: string;
}

function explain(failure: RemoteFailure, settings: GeminiSettings): Explanation {
  switch (failure.reason) {
    case 'not_configured':
      return {
        fault: 'GEMINI_API_KEY is not set, so that the local model answers alone.',
        remedy: `make a key at ${KEYS_PAGE} and put GEMINI_API_KEY=… into .env.`,
      };
    case 'unauthorized':
      return explainRefusedKey(failure.code);
    case 'rate_limited':
      return {
        fault: "The key is good, but its project's quota is used up for now.",
        remedy: `wait${failure.retryAfterMs === null ? '' : ` ${Math.ceil(failure.retryAfterMs / 1000)} s`} and try again. If it stays so, see the project's limits and billing at ${KEYS_PAGE}, and set TRIAGE_REQUESTS_PER_MINUTE to at most what the project may have.`,
      };
    case 'timeout':
      return {
        fault: `No answer came within ${Math.round((failure.waitedMs ?? 0) / 1000)} s.`,
        remedy: `try again. If it stays so, a firewall may be swallowing the connection (${PROXY}), or the model is a slow one: a "flash" model answers in about a second.`,
      };
    case 'refused':
      return {
        fault: failure.status
          ? `Gemini did not accept the request; the model "${settings.GEMINI_MODEL}" may not know structured output.`
          : 'Gemini refused to judge the harmless sample ticket.',
        remedy: 'set GEMINI_MODEL to a current "flash" model, such as gemini-flash-latest.',
      };
    case 'invalid_answer':
      return {
        fault: settings.GEMINI_BASE_URL
          ? 'Something answered, and it was not a usable suggestion.'
          : 'The model answered, and it was not a usable suggestion.',
        remedy: settings.GEMINI_BASE_URL
          ? 'see whether GEMINI_BASE_URL is right and leads to Gemini, not to the page of a proxy; without it the service asks Google.'
          : 'try again; if it stays so, set GEMINI_MODEL to a current "flash" model, such as gemini-flash-latest.',
      };
    default:
      return explainUnavailable(failure, settings);
  }
}

function explainRefusedKey(code: string | null): Explanation {
  if (code === 'SERVICE_DISABLED') {
    return {
      fault: 'The key is real, but the Gemini API is switched off in its project.',
      remedy:
        'switch on the "Generative Language API" for that project in the Google Cloud console, and wait a few minutes.',
    };
  }
  if (code?.startsWith('API_KEY_') && code.endsWith('_BLOCKED')) {
    return {
      fault: 'The key is real, but its restrictions forbid this call.',
      remedy:
        "in the Google Cloud console, let the key use the Generative Language API, from this server's address.",
    };
  }
  if (code === 'FAILED_PRECONDITION') {
    return {
      fault: 'The key is real, but Gemini is not offered to its project where this server stands.',
      remedy: `the free tier is not available in every country: enable billing for the project at ${KEYS_PAGE}.`,
    };
  }
  if (code === 'PERMISSION_DENIED') {
    return {
      fault: 'The key was refused: it, or its project, may not use this model.',
      remedy: `see at ${KEYS_PAGE} whether the key and its project are active, or make a new key.`,
    };
  }
  return {
    fault: 'The key was refused: it is mistyped, expired or revoked.',
    remedy: `compare GEMINI_API_KEY with the key at ${KEYS_PAGE} (no quotes, no spaces), or make a new one.`,
  };
}

const PROXY = 'behind a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1';

const NAME_NOT_FOUND = ['ENOTFOUND', 'EAI_AGAIN'];
/** How Node and OpenSSL name what is wrong with a certificate. */
const CERTIFICATE = /CERT|SIGNATURE|UNABLE_TO_/;
/** And with encryption itself, as where one side speaks plain HTTP. */
const ENCRYPTION = /^ERR_SSL|^ERR_TLS|^EPROTO/;

function explainUnavailable(failure: RemoteFailure, settings: GeminiSettings): Explanation {
  if (failure.status === 404) {
    return {
      fault: `There is no model "${settings.GEMINI_MODEL}" for this key.`,
      remedy: `set GEMINI_MODEL to one of https://ai.google.dev/gemini-api/docs/models, such as gemini-flash-latest${settings.GEMINI_BASE_URL ? ', and see whether GEMINI_BASE_URL is right' : ''}.`,
    };
  }
  if (failure.status !== null && failure.status < 400) {
    return {
      fault: 'The address answers with a redirect, which is not followed: the key is for that address alone.',
      remedy: 'set GEMINI_BASE_URL to the address that answers itself, or leave it out to ask Google.',
    };
  }
  if (failure.status === 407) {
    return { fault: 'A proxy asks for a password.', remedy: 'put user and password into HTTPS_PROXY.' };
  }
  if (failure.status !== null) {
    return {
      fault: 'Gemini was reached, and has trouble of its own.',
      remedy:
        'try again in a few minutes; https://aistudio.google.com/status says whether it is known. TicketIQ uses the local model meanwhile.',
    };
  }
  if (failure.code && NAME_NOT_FOUND.includes(failure.code)) {
    return {
      fault: "The server's name could not be looked up: no network, or no DNS.",
      remedy: `see whether this machine reaches the internet and its DNS works; ${PROXY}.`,
    };
  }
  if (failure.code && CERTIFICATE.test(failure.code)) {
    return {
      fault: "The server's certificate is not trusted, as happens where a proxy opens encrypted traffic.",
      remedy: "set NODE_EXTRA_CA_CERTS to the file with your network's root certificate.",
    };
  }
  if (failure.code && ENCRYPTION.test(failure.code)) {
    return {
      fault: 'No encrypted connection came about.',
      remedy: `see whether GEMINI_BASE_URL, if you set it, should begin with http:// instead of https://; ${PROXY}.`,
    };
  }
  return {
    fault: 'The connection could not be made, or was cut.',
    remedy: settings.GEMINI_BASE_URL
      ? `see whether GEMINI_BASE_URL is right and something listens there; ${PROXY}.`
      : `see whether a firewall lets this machine reach generativelanguage.googleapis.com on port 443; ${PROXY}.`,
  };
}

async function run(): Promise<boolean> {
  let settings: Settings;
  try {
    settings = readSettings();
  } catch (error) {
    if (!(error instanceof InvalidSettings)) throw error;
    console.log(error.message);
    return false;
  }
  return checkGemini(settings, (line) => console.log(line));
}

if (import.meta.main) process.exitCode = (await run()) ? 0 : 1;
