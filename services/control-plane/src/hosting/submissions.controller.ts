import { Controller } from '@nestjs/common';
import { SubmissionService } from '#hosting/submissions/submission.service.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type AppId, asId, type BuildId, type SubmissionId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import {
  getSubmissionById,
  listSubmissions,
  releaseSubmission,
  retrySubmission,
  rollBack,
  submitBuild,
  withdrawSubmission,
} from './releases.contract.js';

@Controller()
export class SubmissionsController {
  constructor(private readonly submissions: SubmissionService) {}

  @Endpoint(submitBuild)
  async submit(
    @Input() { params, body }: In<typeof submitBuild>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof submitBuild>> {
    const submission = await this.submissions.submit(asId<TenantId>(params.merchantId), asId<AppId>(params.appId), {
      buildId: asId<BuildId>(body.buildId),
      note: body.note ?? null,
      autoRelease: body.autoRelease,
      actor,
      requestId,
    });
    return toWire(submission);
  }

  @Endpoint(rollBack)
  async rollBack(
    @Input() { params, body }: In<typeof rollBack>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof rollBack>> {
    const submission = await this.submissions.rollBack(asId<TenantId>(params.merchantId), asId<AppId>(params.appId), {
      buildId: body.buildId === undefined ? null : asId<BuildId>(body.buildId),
      note: body.note ?? null,
      actor,
      requestId,
    });
    return toWire(submission);
  }

  @Endpoint(listSubmissions)
  async list(@Input() { params }: In<typeof listSubmissions>): Promise<Out<typeof listSubmissions>> {
    return { items: toWire(await this.submissions.list(asId<TenantId>(params.merchantId), asId<AppId>(params.appId))) };
  }

  @Endpoint(getSubmissionById)
  async get(@Input() { params }: In<typeof getSubmissionById>): Promise<Out<typeof getSubmissionById>> {
    return toWire(await this.submissions.get(...place(params)));
  }

  @Endpoint(withdrawSubmission)
  async withdraw(
    @Input() { params }: In<typeof withdrawSubmission>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof withdrawSubmission>> {
    return toWire(await this.submissions.withdraw(...place(params), { actor, requestId }));
  }

  @Endpoint(releaseSubmission)
  async release(
    @Input() { params }: In<typeof releaseSubmission>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof releaseSubmission>> {
    return toWire(await this.submissions.release(...place(params), { actor, requestId }));
  }

  @Endpoint(retrySubmission)
  async retry(
    @Input() { params }: In<typeof retrySubmission>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof retrySubmission>> {
    return toWire(await this.submissions.retry(...place(params), { actor, requestId }));
  }
}

function place({
  merchantId,
  submissionId,
}: {
  readonly merchantId: string;
  readonly submissionId: string;
}): [TenantId, SubmissionId] {
  return [asId<TenantId>(merchantId), asId<SubmissionId>(submissionId)];
}
