/** What page and form carry; third-party-platform.md §2.4. */
export interface AuthorizationRequest {
  preAuthCode: string;
  redirectUri: string;
  authType: string;
  bizAppid: string | null;
  categoryIdList: string | null;
  offeredSets: number[];
}
