// Edge cases of yum-cache-left: where yum is another name of dnf, the cache is dnf's.
import { testRule } from '../../../../test/support/checkRule';
import yumCacheLeft from './yum-cache-left';

testRule(yumCacheLeft, {
  finds: {
    'the folder that the distribution uses': `FROM centos:7 AS a
RUN yum install -y httpd
#   ^^^^^^^^^^^ The cache of yum (/var/cache/yum) stays
FROM redhat/ubi9 AS b
COPY --from=a /a /a
RUN yum install -y httpd
#   ^^^^^^^^^^^ The cache of yum (/var/cache/dnf) stays
FROM fedora:42 AS c
COPY --from=b /a /a
RUN yum install -y httpd
#   ^^^^^^^^^^^ The cache of yum (/var/cache/libdnf5) stays
FROM amazonlinux:2
COPY --from=c /a /a
RUN yum install -y httpd
#   ^^^^^^^^^^^ The cache of yum (/var/cache/yum) stays
`,
    'none is named where nobody knows': `FROM acme/base:1
RUN yum install -y httpd
#   ^^^^^^^^^^^ The cache of yum stays in this layer
`,
  },
});
