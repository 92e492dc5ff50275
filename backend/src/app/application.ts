import type { Socket } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import { NotFoundException, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { ApiModule, type ApiSettings } from './app.module.js';
import { AccessControl, requireDeclaredAccess } from '../identity/auth/access-control.js';
import { isHttps } from '../identity/auth/session-cookies.js';
import { serveApiDocs } from './api-docs.js';
import { isApiRoute } from '../http/api-route.js';
import { onRequestCompleted } from '../http/completed-requests.js';
import { HttpMetrics } from '../metrics/http-metrics.js';
import { MetricsPage } from '../metrics/metrics-page.js';
import { serveMetrics } from '../metrics/serve-metrics.js';
import { serveConsole } from './console.js';
import { faultsOf, InvalidInput } from '../http/invalid-input.js';
import { acceptOnlyJsonObjects } from '../http/json-body.js';
import { fromFastifyError, ProblemFilter, toProblem, sendProblem } from '../http/problem.filter.js';
import { warnAboutUntrustedProxies } from './proxy-warnings.js';
import { QueryFieldsGuard } from '../http/query-fields.guard.js';
import { acceptRawBodies } from '../http/raw-body.js';
import { requestId } from '../http/request-id.js';
import { trackUnusedConnections } from './graceful-shutdown.js';
import { closeLingering, drainAfterEarlyResponses } from '../http/lingering-close.js';
import { logRequest } from '../http/request-log.js';
import { limitRequestTime, UPLOAD_TIMEOUT_MS } from '../http/request-timeout.js';
import { RouteMethods } from '../http/route-methods.js';
import { RequestBudget } from '../identity/limits/request-budget.js';
import { ConcurrencyLimiter } from '../identity/limits/concurrency-limiter.js';

const BODY_LIMIT_BYTES = 1024 * 1024;
/** Time limit for receiving the headers of a request. */
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than the longest deadline of a suggestion and than the heartbeat interval of an event stream. */
const IDLE_CONNECTION_MS = 75_000;

/**
 * Allows the console's pages to load only their own files. Angular inserts component styles at run time, hence
 * 'unsafe-inline' for styles; scripts are files. nginx sends the same policy where it serves the console.
 */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

/** Creates the API with all request handling, ready to listen. */
export async function createApplication(settings: ApiSettings): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: UPLOAD_TIMEOUT_MS,
    connectionTimeout: IDLE_CONNECTION_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 5000 },
    // By default the client's address is that of the connection: forwarding headers of unknown senders are ignored.
    trustProxy: settings.TRUSTED_PROXIES.length > 0 && settings.TRUSTED_PROXIES,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: requestId,
    // No length limit for path parameters: the id decorators validate them.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 20_000 },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      reply.header('X-Request-Id', request.id);
      sendProblem(reply, request.url, fromFastifyError(error) ?? { status: 400, detail: error.message });
    },
    clientErrorHandler: rejectMalformed,
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(settings), adapter, {
    bodyParser: false,
    // Nest logs every module and route at start; only problems are logged here.
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  trackUnusedConnections(fastify.server);
  drainAfterEarlyResponses(fastify.server);
  acceptOnlyJsonObjects(fastify);
  acceptRawBodies(fastify);
  limitRequestTime(fastify);
  const metrics = app.get(HttpMetrics);
  onRequestCompleted(fastify, (answered) => {
    logRequest(answered);
    metrics.observe(answered);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('X-Request-Id', request.id);
    // Responses may hold personal data, which neither the browser nor a proxy may cache.
    if (isApiRoute(request) || request.is404) reply.header('Cache-Control', 'no-store');
    done();
  });

  warnAboutUntrustedProxies(fastify);
  requireDeclaredAccess(fastify, { publicPaths: ['/api/docs'] });
  // Helmet's Fastify plugin would rebuild the policy for each request, which takes a tenth of the request's time.
  const secure = helmet({
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    referrerPolicy: { policy: 'no-referrer' },
    // Browsers apply it only over https. A console that is meant to be used over http must not send it.
    strictTransportSecurity: (settings.PUBLIC_URL === undefined || isHttps(settings.PUBLIC_URL)) && {
      includeSubDomains: false,
    },
  });
  fastify.addHook('onRequest', (request, reply, done) =>
    secure(request.raw, reply.raw, (error) => done(error as Error | undefined)),
  );
  await fastify.register(fastifyCookie);

  app.setGlobalPrefix('api');
  app.enableCors({
    origin: settings.CORS_ORIGINS,
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Disposition',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'If-Range',
      'Last-Event-ID',
      'Range',
      'X-Request-Id',
    ],
    exposedHeaders: [
      'Accept-Ranges',
      'Content-Disposition',
      'Content-Range',
      'ETag',
      'Location',
      'Retry-After',
      'X-Last-Event-Id',
      'X-Request-Id',
      'X-Revoked-Tokens',
    ],
  });
  // Bodies sent to unknown addresses are not read.
  fastify.addHook('preParsing', (request, _reply, _payload, done) =>
    done(request.is404 ? new NotFoundException() : null),
  );
  app.get(AccessControl).register(fastify);
  app.get(RequestBudget).register(fastify);
  app.get(ConcurrencyLimiter).register(fastify);
  app.useGlobalFilters(new ProblemFilter(new RouteMethods(fastify)));
  app.useGlobalGuards(new QueryFieldsGuard());
  app.useGlobalPipes(
    new ValidationPipe({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => new InvalidInput(faultsOf(errors)),
    }),
  );
  serveApiDocs(app);
  serveMetrics(fastify, app.get(MetricsPage));
  await serveConsole(fastify);
  await app.init();
  app.useLogger(app.get(Logger));
  return app;
}

/** Answers malformed HTTP, which never reaches a route, with a problem document as well. */
function rejectMalformed(error: Error & { code?: string }, socket: Socket): void {
  // Data after the response cannot be parsed either.
  if (socket.writableEnded) return;
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400;
  const problem = toProblem('', { status, detail: 'The HTTP request is malformed.' });
  const body = JSON.stringify(problem);
  closeLingering(
    socket,
    `HTTP/1.1 ${status} ${problem.title}\r\nContent-Type: application/problem+json\r\n` +
      `X-Request-Id: ${requestId({ headers: {} })}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
