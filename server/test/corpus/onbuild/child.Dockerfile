FROM node:22 AS platform
WORKDIR /app
ONBUILD COPY package.json ./
ONBUILD RUN npm ci
ONBUILD COPY src/ ./src/
RUN echo platform

FROM platform
ENV NODE_ENV=production
RUN npm run build
CMD ["node", "src/index.js"]
