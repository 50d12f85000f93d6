package io.github.nioecho.channels.difference;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ReadPendingException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;

/** Ways to be wrong, each of which the driver has to notice. */
enum Mutant {

    /** Not wrong: what is found of others is not found because they are wrapped. */
    NONE,

    SAYS_END_FOR_A_READ_OF_NO_BYTES {
        @Override
        <V> void completed(MutantChannel channel, Call call, V result,
                CompletionHandler<V, Object> handler, Object attachment) {
            handler.completed(call.end(channel, result), attachment);
        }
    },

    SWALLOWS_PENDING_EXCEPTIONS {
        @Override
        void refused(RuntimeException refusal) {
            if (!(refusal instanceof ReadPendingException)) {
                throw refusal;
            }
        }
    },

    TELLS_OF_A_WRITE_AFTER_THE_READ_THAT_FOLLOWS {

        private final ThreadLocal<Queue<Runnable>> later = new ThreadLocal<>();

        @Override
        <V> void completed(MutantChannel channel, Call call, V result,
                CompletionHandler<V, Object> handler, Object attachment) {
            Queue<Runnable> queue = later.get();
            if (queue != null && !call.reads()) {
                queue.add(() -> handler.completed(result, attachment));
            } else if (queue != null) {
                handler.completed(result, attachment);
            } else {
                queue = new ArrayDeque<>();
                later.set(queue);
                try {
                    handler.completed(result, attachment);
                } finally {
                    later.remove();
                    queue.forEach(Runnable::run);
                }
            }
        }
    },

    FAILS_WITH_ANOTHER_EXCEPTION {
        @Override
        Throwable failure(Throwable failure) {
            return failure instanceof AsynchronousCloseException
                    ? new ClosedChannelException() : failure;
        }
    },

    TELLS_TWICE {
        @Override
        <V> void completed(MutantChannel channel, Call call, V result,
                CompletionHandler<V, Object> handler, Object attachment) {
            handler.completed(result, attachment);
            if (!call.reads()) {
                handler.completed(result, attachment);
            }
        }
    },

    TELLS_ON_A_FOREIGN_THREAD {
        @Override
        <V> void completed(MutantChannel channel, Call call, V result,
                CompletionHandler<V, Object> handler, Object attachment) {
            ForkJoinPool.commonPool().execute(() -> handler.completed(result, attachment));
        }
    },

    CHANGES_THE_LAST_BYTE_OF_LONG_READS {
        @Override
        <V> void completed(MutantChannel channel, Call call, V result,
                CompletionHandler<V, Object> handler, Object attachment) {
            ByteBuffer buffer = call.buffers()[0];
            if (call.reads() && buffer.position() > 1000) {
                int last = buffer.position() - 1;
                buffer.put(last, (byte) ~buffer.get(last));
            }
            handler.completed(result, attachment);
        }
    },

    DOES_NOT_MOVE_THE_POSITION {
        @Override
        <V> void completed(MutantChannel channel, Call call, V result,
                CompletionHandler<V, Object> handler, Object attachment) {
            ByteBuffer buffer = call.buffers()[0];
            if (call.reads() && buffer.isDirect()) {
                buffer.position(3);
            }
            handler.completed(result, attachment);
        }
    },

    IGNORES_TIMEOUTS {
        @Override
        long timeout(long timeout) {
            return 0;
        }
    },

    CANNOT_BE_CANCELLED {
        @Override
        <V> Future<V> future(Future<V> future) {
            CompletableFuture<V> another = new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                    future.cancel(mayInterruptIfRunning);
                    return super.cancel(mayInterruptIfRunning) && false;
                }
            };
            ForkJoinPool.commonPool().execute(() -> {
                try {
                    another.complete(future.get());
                } catch (java.util.concurrent.ExecutionException e) {
                    another.completeExceptionally(e.getCause());
                } catch (Exception e) {
                    another.completeExceptionally(e);
                }
            });
            return another;
        }
    },

    KEEPS_THE_END_TO_ITSELF {
        @Override
        void shutdownOutput(AsynchronousSocketChannel channel) {
            // The peer should hear of it.
        }
    },

    TAKES_THE_OTHER_ADDRESS_FOR_ITS_OWN {
        @Override
        SocketAddress localAddress(AsynchronousSocketChannel channel) throws IOException {
            SocketAddress other = channel.getRemoteAddress();
            return other == null ? channel.getLocalAddress() : other;
        }
    };

    /** What is under way. */
    record Call(boolean reads, ByteBuffer[] buffers) {

        /** Minus one where nothing is to be read, and the end has been seen. */
        @SuppressWarnings("unchecked")
        <V> V end(MutantChannel channel, V result) {
            if (reads && result instanceof Integer count) {
                channel.ended |= count == -1;
                return count == 0 && channel.ended ? (V) Integer.valueOf(-1) : result;
            }
            return result;
        }
    }

    <V> void completed(MutantChannel channel, Call call, V result,
            CompletionHandler<V, Object> handler, Object attachment) {
        handler.completed(result, attachment);
    }

    Throwable failure(Throwable failure) {
        return failure;
    }

    void refused(RuntimeException refusal) {
        throw refusal;
    }

    long timeout(long timeout) {
        return timeout;
    }

    <V> Future<V> future(Future<V> future) {
        return future;
    }

    void shutdownOutput(AsynchronousSocketChannel channel) throws IOException {
        channel.shutdownOutput();
    }

    SocketAddress localAddress(AsynchronousSocketChannel channel) throws IOException {
        return channel.getLocalAddress();
    }
}
