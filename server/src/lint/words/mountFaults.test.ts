import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mountFault } from './mountFaults';

test('mounts that builders take', () => {
  for (const mount of [
    'target=/x',
    'type=cache,dst=/x,sharing=private,id=a,mode=0755,uid=1,gid=2,ro=false',
    'type=bind,from=stage,src=/a,destination=/b,rw',
    'type=tmpfs,target=/t,size=64MiB',
    'type=secret,id=a,env=A,required=true',
    'type=secret,target=/run/x,mode=0400',
    'type=ssh,required',
    'type=cache,target=/x,uid=$U,sharing=${S}',
    '"type=cache","target=/a,b"',
  ])
    assert.equal(mountFault(mount), undefined, mount);
});

test('mounts at which a build stops, and why', () => {
  for (const [mount, reason] of [
    ['type=cach,target=/x', 'there is no type cach (did you mean cache?)'],
    ['tpye=cache,target=/x', 'there is no option tpye (did you mean type?)'],
    ['type=cache,target', 'target has no value'],
    ['type=cache,target=/x,', 'an empty option has no value'],
    ['type=cache,target=/x,sharing=all', 'sharing is shared, private or locked, not all'],
    ['target=/x,sharing=locked', 'sharing belongs to cache, not to bind'],
    ['type=tmpfs,target=/x,mode=0755', 'mode belongs to cache, secret and ssh, not to tmpfs'],
    ['type=cache,target=/x,mode=rwx', 'mode is an octal number, not rwx'],
    ['type=cache,target=/x,uid=app', 'uid is a number, not app'],
    ['type=cache,target=/x,required', 'required belongs to secret and ssh, not to cache'],
    ['type=bind,target=/x,size=1m', 'size belongs to tmpfs, not to bind'],
    ['type=bind,from=$S,target=/x', 'variables are not replaced in from'],
    ['type=bind,target=/x,ro=maybe', 'ro is true or false, not maybe'],
    ['type=$T,whatever', 'whatever has no value'],
    ['type=secret', 'a secret needs an id, a source or a target'],
    ['type=secret,id=a,src=b', 'source and id of a secret mean the same: give one'],
    ['type=secret,id=a,from=b', 'a secret has no from'],
    ['type=cache,target=/', 'the target may not be /'],
  ] as const) {
    assert.equal(mountFault(mount), reason, mount);
  }
});
