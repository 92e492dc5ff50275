import { Readable } from 'node:stream';
import {
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpException,
  HttpStatus,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IMAGE_TYPES } from '../../blobs/detect-type.js';
import { DocumentedId, PathId } from '../../http/path-id.js';
import { Problems } from '../../http/problems.js';
import { Access } from '../../identity/auth/access.js';
import { CurrentCaller } from '../../identity/auth/current-caller.js';
import type { Caller } from '../../identity/users/caller.js';
import { TicketId } from '../ticket-request.js';
import { AttachmentsService } from './attachments.service.js';
import { parseRange } from './byte-range.js';
import { AttachmentView, DownloadQuery, TicketAttachmentList, UploadQuery } from './dto/attachments.dto.js';
import { contentDisposition } from './file-name.js';

const BINARY = { schema: { type: 'string', format: 'binary' }, example: 'The bytes of the file.' } as const;

/** Files are of people who may be hostile: browsers must neither run nor guess anything. */
const UNTRUSTED_CONTENT = {
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'X-Content-Type-Options': 'nosniff',
};

@ApiTags('tickets')
@Controller()
export class AttachmentsController {
  constructor(private readonly attachments: AttachmentsService) {}

  /**
   * Upload a file
   * @remarks As the one file part of a form, or as the body itself with its name in the query or in
   * `Content-Disposition`. Send it with a message or a new ticket within 24 hours, else it is deleted. Its type is
   * detected from its content.
   */
  @Post('attachments')
  @Access('tickets.useOwn', { cost: 'upload', rawBody: true })
  @ApiConsumes('multipart/form-data', 'application/octet-stream')
  @ApiBody({
    schema: {
      type: 'object',
      properties: { file: { type: 'string', format: 'binary', example: 'The bytes of the file.' } },
      required: ['file'],
    },
  })
  @ApiHeader({ name: 'Content-Disposition', required: false })
  @ApiResponse({ status: 201, type: AttachmentView })
  @Problems(413)
  upload(
    @Req() request: FastifyRequest,
    @Query() { name }: UploadQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<AttachmentView> {
    const { headers, sentContentType: contentType, body } = request;
    return this.attachments.upload(
      { headers, contentType, body: body as Readable | undefined, name },
      caller,
    );
  }

  /**
   * Download a file
   * @remarks Always with `Content-Disposition: attachment`, except for images with `inline`.
   */
  @Get('attachments/:id')
  @Access('tickets.useOwn', { cost: 'download' })
  @DocumentedId(31)
  @ApiHeader({ name: 'Range', required: false, description: 'One range of bytes, such as `bytes=0-1023`.' })
  @ApiHeader({ name: 'If-None-Match', required: false })
  @ApiResponse({ status: 200, content: { 'application/octet-stream': BINARY } })
  @ApiResponse({ status: 206, content: { 'application/octet-stream': BINARY } })
  @ApiResponse({ status: 304, description: 'Not modified: the client has this content.' })
  @Problems(404, 409, 416)
  async download(
    @PathId() id: number,
    @Query() { inline }: DownloadQuery,
    @Req() { headers }: FastifyRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable | undefined> {
    const download = await this.attachments.open(id, caller);
    const { name, type, size, sha256 } = download.attachment;
    const isInline = inline === true && IMAGE_TYPES.includes(type);
    const etag = `"${sha256}"`;
    reply.headers({ ...UNTRUSTED_CONTENT, ETag: etag, 'Accept-Ranges': 'bytes' });
    if (matches(headers['if-none-match'], etag)) {
      void reply.code(HttpStatus.NOT_MODIFIED);
      return undefined;
    }
    const range = parseRange(matchesIfRange(headers['if-range'], etag) ? headers.range : undefined, size);
    if (range === 'unsatisfiable') {
      reply.header('Content-Range', `bytes */${size}`);
      throw new HttpException('The range is beyond the end of the file.', 416);
    }
    const { start, end } = range ?? { start: 0, end: size - 1 };
    if (range)
      void reply.code(HttpStatus.PARTIAL_CONTENT).header('Content-Range', `bytes ${start}-${end}/${size}`);
    reply.headers({
      'Content-Type': type === 'text/plain' ? 'text/plain; charset=utf-8' : type,
      'Content-Length': end - start + 1,
      'Content-Disposition': contentDisposition(isInline ? 'inline' : 'attachment', name),
    });
    return Readable.from(this.attachments.read(download, { start, end }), { objectMode: false });
  }

  /**
   * Get the thumbnail of an image
   * @remarks As WebP, at most 320 pixels wide and high. Made shortly after the upload.
   */
  @Get('attachments/:id/thumbnail')
  @Access('tickets.useOwn', { cost: 'download' })
  @DocumentedId(31)
  @ApiResponse({ status: 200, content: { 'image/webp': BINARY } })
  @Problems(404, 409)
  async thumbnail(
    @PathId() id: number,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable> {
    const thumbnail = await this.attachments.thumbnail(id, caller);
    reply.headers({ ...UNTRUSTED_CONTENT, 'Content-Type': 'image/webp', 'Content-Length': thumbnail.length });
    return Readable.from([thumbnail], { objectMode: false });
  }

  /**
   * Delete an upload
   * @remarks Only before it is sent, by the person who uploaded it.
   */
  @Delete('attachments/:id')
  @Access('tickets.useOwn')
  @HttpCode(204)
  @DocumentedId(31)
  @ApiResponse({ status: 204 })
  @Problems(404, 409)
  remove(@PathId() id: number, @CurrentCaller() caller: Caller): Promise<void> {
    return this.attachments.remove(id, caller);
  }

  /**
   * List the attachments of a ticket's description
   * @remarks Those of messages are listed with their messages.
   */
  @Get('tickets/:id/attachments')
  @Access('tickets.useOwn')
  @DocumentedId(1042)
  @ApiResponse({ status: 200, type: TicketAttachmentList })
  @Problems(404)
  ofDescription(@TicketId() id: number, @CurrentCaller() caller: Caller): Promise<TicketAttachmentList> {
    return this.attachments.ofDescription(id, caller);
  }
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes('*') || tags.includes(etag);
}

function matchesIfRange(ifRange: string | string[] | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange === etag;
}
