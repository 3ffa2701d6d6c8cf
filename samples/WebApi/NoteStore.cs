using Dapper;
using Microsoft.Data.Sqlite;
using WebApi.Domain;

namespace WebApi;

/// <summary>Keeps notes in SQLite, whose engine is a native library that the image must hold for the right platform.</summary>
public sealed class NoteStore : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <param name="connection">Kept open: a database in memory lives as long as its connection.</param>
    public NoteStore(SqliteConnection connection)
    {
        _connection = connection;
        _connection.Open();
        _connection.Execute("create table if not exists notes (author text not null, text text not null)");
    }

    public Task AddAsync(Note note) =>
        AloneAsync(() => _connection.ExecuteAsync("insert into notes (author, text) values (@Author, @Text)", note));

    public Task<IEnumerable<Note>> AllAsync() =>
        AloneAsync(() => _connection.QueryAsync<Note>("select author, text from notes order by rowid"));

    public Task<int> CountAsync() =>
        AloneAsync(() => _connection.ExecuteScalarAsync<int>("select count(*) from notes"));

    public void Dispose()
    {
        _connection.Dispose();
        _oneAtATime.Dispose();
    }

    private async Task<T> AloneAsync<T>(Func<Task<T>> work)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
