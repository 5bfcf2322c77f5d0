package io.streetmatch.index;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Finds out why there is no connection to a server: the Milvus client only says that it waited in vain. */
record MilvusDoor(MilvusOptions options) {

    private static final int PLAIN_PORT = 80;
    private static final int TLS_PORT = 443;

    /** What keeps a connection from being made, in a sentence with the way out; empty when nothing can be seen from here. */
    Optional<String> whatIsWrong() {
        URI uri = URI.create(options.uri());
        boolean tls = "https".equals(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? TLS_PORT : PLAIN_PORT;
        InetSocketAddress address = new InetSocketAddress(uri.getHost(), port);
        if (address.isUnresolved()) {
            return Optional.of("No host is known by the name %s; check milvus.uri.".formatted(uri.getHost()));
        }
        int timeout = (int) Math.min(Integer.MAX_VALUE, options.connectTimeout().toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(address, timeout);
            socket.setSoTimeout(timeout);
            return tls ? handshake(socket, uri.getHost(), port) : speaksTls(socket, uri.getHost(), port);
        } catch (IOException e) {
            return Optional.of("Nothing answers at %s:%d (%s); check that the server runs and milvus.uri is right.".formatted(uri.getHost(), port,
                    e.getMessage()));
        }
    }

    private Optional<String> handshake(Socket socket, String host, int port) throws IOException {
        try (SSLSocket secured = (SSLSocket) context().getSocketFactory().createSocket(socket, host, port, false)) {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return Optional.empty();
        } catch (SSLException e) {
            return Optional.of(("The server's TLS is not trusted (%s); check milvus.certificate, and that the certificate is for %s; for a server"
                    + " without TLS milvus.uri begins with http.").formatted(e.getMessage(), host));
        } catch (GeneralSecurityException e) {
            return Optional.of("The file of milvus.certificate cannot be used (%s).".formatted(e.getMessage()));
        }
    }

    /** Whoever shows a certificate, trusted or not, wants TLS. */
    private static Optional<String> speaksTls(Socket socket, String host, int port) throws IOException {
        boolean tls;
        try (SSLSocket secured = (SSLSocket) SSLContext.getDefault().getSocketFactory().createSocket(socket, host, port, false)) {
            secured.startHandshake();
            tls = true;
        } catch (SSLException e) {
            tls = e.getCause() instanceof CertificateException;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return tls ? Optional.of("The server at %s:%d speaks TLS: let milvus.uri begin with https.".formatted(host, port)) : Optional.empty();
    }

    private SSLContext context() throws GeneralSecurityException, IOException {
        if (options.certificate().isEmpty()) {
            return SSLContext.getDefault();
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store(options.certificate().get()));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(Path pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream bytes = Files.newInputStream(pem)) {
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
                store.setCertificateEntry("authority " + store.size(), certificate);
            }
        }
        return store;
    }
}
