import { RateLimiterMemory } from 'rate-limiter-flexible';
import { ResilientModel, DEFAULT_RESILIENCE } from '../classification/remote/resilient-model.js';
import { RemoteClassifier } from '../classification/remote/remote-classifier.js';
import type { RemoteFailure } from '../classification/remote/remote-failure.js';
import { NULL_LEDGER } from '../classification/usage/usage-ledger.js';
import { toRemoteFailure } from '../classification/gemini/gemini-answer.js';
import { GeminiModel } from '../classification/gemini/gemini-model.js';
import type { GeminiSettings } from '../classification/gemini/gemini.provider.js';

const KEYS_PAGE = 'https://aistudio.google.com/apikey';

const SAMPLE = {
  title: 'VPN down',
  description: 'My internet is down and I cannot access the VPN. Nobody else in the office has the problem.',
};

/**
 * Makes one request to Gemini and explains the result. The output is more detailed than the service's log, but never
 * contains the key or Google's response text.
 * @returns whether Gemini can triage with these settings
 */
export async function checkGemini(
  settings: GeminiSettings,
  print: (line: string) => void,
  deadlineMs = DEFAULT_RESILIENCE.deadlineMs,
): Promise<boolean> {
  if (!/^[\x21-\x7e]*$/.test(settings.GEMINI_API_KEY ?? '')) {
    print('Not connected: GEMINI_API_KEY has an invalid character, such as a space or an ellipsis.');
    print(`  What to do: copy the key again from ${KEYS_PAGE}.`);
    return false;
  }
  const where = settings.GEMINI_BASE_URL ? new URL(settings.GEMINI_BASE_URL).host : 'Google';
  if (settings.GEMINI_API_KEY)
    print(`Asking the model "${settings.GEMINI_MODEL}" at ${where} to triage a sample ticket …`);
  const limiter = new RateLimiterMemory({ points: 1, duration: 1 });
  const guarded = settings.GEMINI_API_KEY
    ? new ResilientModel(new GeminiModel(settings.GEMINI_API_KEY, settings), limiter, {
        deadlineMs,
        retries: 0,
      })
    : null;
  const gemini = new RemoteClassifier(
    { TRIAGE_PROVIDER: 'gemini', TRIAGE_REDACT_PERSONAL_DATA: true },
    guarded,
    NULL_LEDGER,
  );
  const startedAt = performance.now();
  try {
    const answer = await gemini.classify(SAMPLE, new AbortController().signal);
    print(`Connected: ${answer.model} answered in ${Math.round(performance.now() - startedAt)} ms.`);
    print(
      `  Suggestion: ${answer.category}, ${answer.priority}, ${Math.round(answer.confidence * 100)}% confidence`,
    );
    print(`  Reason:     ${answer.rationale}`);
    print(`  Tokens:     ${answer.inputTokens ?? '?'} input, ${answer.outputTokens ?? '?'} output`);
    return true;
  } catch (error) {
    const failure = toRemoteFailure(error);
    const { fault, remedy } = explain(failure, settings);
    print(`Not connected: ${fault}`);
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
        fault: 'GEMINI_API_KEY is not set. Using the bundled model.',
        remedy: `create a key at ${KEYS_PAGE} and set GEMINI_API_KEY=… in .env.`,
      };
    case 'unauthorized':
      return explainRefusedKey(failure.code);
    case 'rate_limited':
      return {
        fault: 'The key is valid, but the quota of its project is exhausted.',
        remedy: `wait${failure.retryAfterMs === null ? '' : ` ${Math.ceil(failure.retryAfterMs / 1000)} s`} and try again. If the problem persists, check limits and billing of the project at ${KEYS_PAGE}, and set TRIAGE_REQUESTS_PER_MINUTE to its limit or less.`,
      };
    case 'timeout':
      return {
        fault: `No response within ${Math.round((failure.waitedMs ?? 0) / 1000)} s.`,
        remedy: `try again. If the problem persists, a firewall may block the connection (${PROXY}), or the model is slow: a "flash" model answers in about a second.`,
      };
    case 'refused':
      return {
        fault: failure.status
          ? `Gemini did not accept the request; the model "${settings.GEMINI_MODEL}" may not support structured output.`
          : 'Gemini refused the harmless sample ticket.',
        remedy: 'set GEMINI_MODEL to a current "flash" model, such as gemini-flash-latest.',
      };
    case 'invalid_answer':
      return {
        fault: settings.GEMINI_BASE_URL
          ? 'The server returned an invalid response.'
          : 'The model returned an invalid suggestion.',
        remedy: settings.GEMINI_BASE_URL
          ? 'check that GEMINI_BASE_URL points to Gemini and not to the page of a proxy. Without it, Google is used.'
          : 'try again. If the problem persists, set GEMINI_MODEL to a current "flash" model, such as gemini-flash-latest.',
      };
    default:
      return explainUnavailable(failure, settings);
  }
}

function explainRefusedKey(code: string | null): Explanation {
  if (code === 'SERVICE_DISABLED') {
    return {
      fault: 'The key is valid, but the Gemini API is disabled in its project.',
      remedy:
        'enable the "Generative Language API" for that project in the Google Cloud console, then wait a few minutes.',
    };
  }
  if (code?.startsWith('API_KEY_') && code.endsWith('_BLOCKED')) {
    return {
      fault: 'The key is valid, but its restrictions do not allow this call.',
      remedy:
        "in the Google Cloud console, allow the key to use the Generative Language API from this server's address.",
    };
  }
  if (code === 'FAILED_PRECONDITION') {
    return {
      fault: 'The key is valid, but Gemini is not available to its project in the location of this server.',
      remedy: `the free tier is not available in every country: enable billing for the project at ${KEYS_PAGE}.`,
    };
  }
  if (code === 'PERMISSION_DENIED') {
    return {
      fault: 'The key was rejected: it has no access to this model.',
      remedy: `check at ${KEYS_PAGE} that the key and its project are active, or create a new key.`,
    };
  }
  return {
    fault: 'The key was rejected: it is mistyped, expired or revoked.',
    remedy: `compare GEMINI_API_KEY with the key at ${KEYS_PAGE} (no quotes, no spaces), or create a new one.`,
  };
}

const PROXY = 'behind a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1';

const NAME_NOT_FOUND = ['ENOTFOUND', 'EAI_AGAIN'];
/** Error codes of Node.js and OpenSSL about certificates. */
const CERTIFICATE = /CERT|SIGNATURE|UNABLE_TO_/;
/** Error codes about the encrypted connection, for example if the server speaks plain HTTP. */
const ENCRYPTION = /^ERR_SSL|^ERR_TLS|^EPROTO/;

function explainUnavailable(failure: RemoteFailure, settings: GeminiSettings): Explanation {
  if (failure.status === 404) {
    return {
      fault: `The model "${settings.GEMINI_MODEL}" does not exist or is not available to this key.`,
      remedy: `set GEMINI_MODEL to one of https://ai.google.dev/gemini-api/docs/models, such as gemini-flash-latest${settings.GEMINI_BASE_URL ? ', and check GEMINI_BASE_URL' : ''}.`,
    };
  }
  if (failure.status !== null && failure.status < 400) {
    return {
      fault:
        'The server responded with a redirect. It is not followed, so that the key is sent to no other address.',
      remedy: 'set GEMINI_BASE_URL to the final address, or remove it to use Google.',
    };
  }
  if (failure.status === 407) {
    return { fault: 'A proxy requires authentication.', remedy: 'add user and password to HTTPS_PROXY.' };
  }
  if (failure.status !== null) {
    return {
      fault: 'Gemini is reachable, but returned a server error.',
      remedy:
        'try again in a few minutes, or check https://aistudio.google.com/status. Until then, TicketIQ uses the bundled model.',
    };
  }
  if (failure.code && NAME_NOT_FOUND.includes(failure.code)) {
    return {
      fault: 'The host name could not be resolved: no network or no DNS.',
      remedy: `check the internet connection and DNS of this machine; ${PROXY}.`,
    };
  }
  if (failure.code && CERTIFICATE.test(failure.code)) {
    return {
      fault: "The server's certificate is not trusted. A proxy may be intercepting encrypted traffic.",
      remedy: "set NODE_EXTRA_CA_CERTS to the file with your network's root certificate.",
    };
  }
  if (failure.code && ENCRYPTION.test(failure.code)) {
    return {
      fault: 'The TLS connection failed.',
      remedy: `check whether GEMINI_BASE_URL, if set, should start with http:// instead of https://; ${PROXY}.`,
    };
  }
  return {
    fault: 'The connection failed or was interrupted.',
    remedy: settings.GEMINI_BASE_URL
      ? `check that GEMINI_BASE_URL is correct and the server is running; ${PROXY}.`
      : `check that the firewall allows generativelanguage.googleapis.com on port 443; ${PROXY}.`,
  };
}
